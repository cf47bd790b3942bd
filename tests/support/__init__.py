"""What several folders of tests share: fresh packages, servers that do as they are told, clients of every kind."""
