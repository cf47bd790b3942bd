"""The generated client against the generated server: does every value arrive as it was sent?"""
