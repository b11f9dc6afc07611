"""The ways that messages come and go: a mailbox that is watched, and a server that takes what is sent."""
