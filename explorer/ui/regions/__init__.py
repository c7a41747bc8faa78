"""Regions under the hand: a brush over the large picture, and what it paints with."""
