"""The typed tools that agents call. Every one is READ or WRITE, and every call is recorded."""
