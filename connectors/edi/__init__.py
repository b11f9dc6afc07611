"""EDI: X12, EDIFACT and UBL orders as they stand in the standards, and the acknowledgements and responses to them."""
