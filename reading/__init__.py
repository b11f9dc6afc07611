"""From original bytes to typed mentions: mail, text, numbers, units, dates, lines. Knows languages, no distributor."""
