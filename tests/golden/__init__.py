"""The committed output of every contract: did a byte change, and is it clean?"""
