"""Parts that several screens share: panes, forms, dialogs, figures."""
