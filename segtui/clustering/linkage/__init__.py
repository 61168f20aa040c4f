"""Trees of merges for more rows than the distances of all pairs have room for: exact, in memory linear in the rows.

Ward's, complete and average linkage are reducible: no merge brings a third cluster nearer than it was to the nearer of
the two. So all clusters that are nearest to each other can merge in one round, whatever else is nearer elsewhere, and
the tree is the same as by always merging the closest two (Murtagh 1983, A survey of recent advances in hierarchical
clustering algorithms, Computer Journal 26, 354-359). The nearest are searched in a tree over the centroids; when few
clusters are left, the chain of Müllner 2011 (Modern hierarchical, agglomerative clustering algorithms, arXiv:1109.2378)
goes through their distances. Ward 1963, Hierarchical grouping to optimize an objective function, Journal of the
American Statistical Association 58, 236-244; heights are SciPy's and fastcluster's (Müllner 2013).

Where distances are tied, several trees are right. Each found here merges at every height a closest pair of the clusters
that stand below it; which one, a fixed draw decides. Partitions at heights below the first tie that matters, and all
partitions where no two heights are equal, are SciPy's.
"""
