"""What the desk knows of its distributor: catalog, customers, history, aliases, and how words find products."""
