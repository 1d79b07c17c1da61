/// The version of nncc, as files it writes record it.
public let nnccVersion = "0.1.0"
