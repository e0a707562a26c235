// Half of these tests wait for other programs, so that more of them than there are cores go at once.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
