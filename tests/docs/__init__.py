"""The pages of docs/ that show how a service is put together do what they say."""
