/// The version of nncc, as files it writes record it.
package let nnccVersion = "0.1.0"
