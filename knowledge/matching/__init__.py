"""From a customer's words to a product: normalise, retrieve, score."""
