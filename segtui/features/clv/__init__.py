"""What customers are likely to buy and to be worth: probability models of repeat purchases and of spend."""
