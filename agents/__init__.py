"""The six agents, a file each, of one shape: facts and rules decide what they can prove, and say how sure they are."""
