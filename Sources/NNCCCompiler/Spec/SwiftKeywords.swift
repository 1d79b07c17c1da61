/// What Swift does not take for a name: "The Swift Programming Language", "Lexical Structure".
let swiftKeywords: Set<String> = [
  "Any", "Protocol", "Self", "Type", "actor", "any", "as", "associatedtype", "async", "await", "borrowing", "break",
  "case", "catch", "class", "consuming", "continue", "default", "defer", "deinit", "do", "else", "enum", "extension",
  "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import", "in", "init", "inout", "internal",
  "is", "let", "nil", "open", "operator", "package", "precedencegroup", "private", "protocol", "public", "repeat",
  "rethrows",
  "return", "self", "some", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try",
  "typealias", "var", "where", "while", "_",
]
