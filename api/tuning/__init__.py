"""What ops tune: drafts and versions of policy and prompts, and what a threshold would have done."""
