"""The command over a folder with a history: whose file is whose?"""
