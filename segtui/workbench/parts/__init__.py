"""What several screens share: panes, forms, dialogs, figures."""
