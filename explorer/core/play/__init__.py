"""What chance gives, each time the same for a seed: pairs, boards, dreams and variations."""
