"""Recorded orders played, scored and counted: what the desk would have done, beside what a careful rep did."""
