"""ERPs behind one small port; the built-in ledger ERP is one of them."""
