"""Object stores, and the Delta and Iceberg tables on them: what is found there becomes files of the workspace."""
