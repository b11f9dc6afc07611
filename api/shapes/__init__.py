"""What the API takes and gives, as typed records: the contract that the page and other clients are built on."""
