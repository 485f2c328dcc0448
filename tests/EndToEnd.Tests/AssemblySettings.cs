// Few at a time: each test has programs and an agent of its own, and two cores are usual where this runs.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
