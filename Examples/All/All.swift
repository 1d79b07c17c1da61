// Nothing: the build of the examples that this depends on is all there is to it.
