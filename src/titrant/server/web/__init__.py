"""What every page shares: the clock, the frame, components, headers, what an error says."""
