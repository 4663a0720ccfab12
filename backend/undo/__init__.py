"""What files were before an agent changed them: copies, the comparison around a command, and the way back."""
