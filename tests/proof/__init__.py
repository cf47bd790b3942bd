"""Does `apigen verify` prove what holds, find what does not, and name what it could not try?"""
