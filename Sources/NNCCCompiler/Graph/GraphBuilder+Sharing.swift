/// Parameters, and `reuse` of them.
extension GraphBuilder {
  /// The parameters of a layer: declared by it, or those of the layer it reuses.
  mutating func resolveParameters(
    _ inference: LayerInference, _ layer: Spec.LayerSpec, fullName: String, name: String, _ scope: Scope
  ) -> [Int]? {
    let source: String
    let word = layer.options.entryName
    if let reuse = layer.reuse {
      source = scope.parameterPrefix + reuse.name
      guard let owner = layerOptions[source] else {
        reportUnknownReuse(reuse, fullName: fullName, wanted: "'\(word)'", scope)
        return nil
      }
      if owner.entryName != word {
        diagnostics.error(
          "reuse-mismatch", at: reuse.range,
          "'\(fullName)' is '\(word)', but '\(reuse.name)', whose parameters it reuses, is '\(owner.entryName)'"
        )
        return nil
      }
      if inference.parameters.isEmpty {
        diagnostics.error("reuse-mismatch", at: reuse.range, "'\(word)' layers have no parameters to reuse")
        return nil
      }
      if !reportOwnedKeys(layer, fullName: fullName, owner: reuse.name, owner) { return nil }
    } else if scope.isReusing {
      source = scope.parameterPrefix + name
    } else {
      return inference.parameters.map { declared in
        var parameter = declared
        parameter.name = "\(fullName)/\(declared.name)"
        graph.parameters.append(parameter)
        return graph.parameters.count - 1
      }
    }
    guard let shared = parameterSets[source] else { return nil }
    let (have, want) = (shared.map { graph.parameters[$0] }, inference.parameters)
    guard have.count == want.count,
      zip(have, want).allSatisfy({ $0.name.hasSuffix("/" + $1.name) && $0.shape == $1.shape })
    else {
      func list(_ parameters: [Graph.Parameter]) -> String {
        parameters.map { parameter in
          // Without the layer that owns it.
          "\(parameter.name.split(separator: "/").last ?? "") \(parameter.shape)"
        }.joined(separator: ", ")
      }
      diagnostics.error(
        "reuse-mismatch", at: layer.reuse?.range ?? layer.range,
        "'\(fullName)' needs \(list(want)), but '\(source)', whose parameters it reuses, has \(list(have))")
      return nil
    }
    return shared
  }

  /// Reports a `reuse` of what is no layer above of the wanted kind, unless that layer has a report of its own.
  mutating func reportUnknownReuse(
    _ reuse: Spec.Reference, fullName: String, wanted: String, _ scope: Scope
  ) {
    if let known = scope.tensors[reuse.name], known == nil { return }
    let source = scope.parameterPrefix + reuse.name
    var fixIts: [Diagnostic.FixIt] = []
    var id = "unknown-reuse"
    let reason: String
    if fullName == scope.prefix + reuse.name {
      reason = "'\(fullName)' cannot reuse its own parameters"
    } else if let use = blockUses[source] {
      id = "reuse-mismatch"
      reason = "'\(fullName)' is \(wanted), but '\(reuse.name)', which it reuses, is block '\(use.block)'"
    } else if let type = layerOptions[source]?.entryName {
      id = "reuse-mismatch"
      reason = "'\(fullName)' is \(wanted), but '\(reuse.name)', which it reuses, is '\(type)'"
    } else if scope.laterNames.contains(reuse.name) {
      reason = "'\(fullName)' reuses '\(reuse.name)', which stands below it; put the owner of the parameters first"
    } else {
      let names = scope.tensors.keys.filter { layerOptions[scope.parameterPrefix + $0] != nil || isBlockUse($0, scope) }
      let nearest = nearestName(to: reuse.name, among: names.sorted())
      fixIts = nearest.map { [.init("write '\($0)'", range: reuse.range, replacement: $0)] } ?? []
      reason =
        "'\(fullName)' reuses '\(reuse.name)', but no layer above it has that name"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    }
    diagnostics.error(id, at: reuse.range, reason, fixIts: fixIts)
  }

  private func isBlockUse(_ name: String, _ scope: Scope) -> Bool {
    blockUses[scope.parameterPrefix + name] != nil
  }

  /// Keys that belong to the parameters have no effect where those are another layer's, unless they say
  /// the same there.
  mutating func reportOwnedKeys(
    _ layer: Spec.LayerSpec, fullName: String, owner: String, _ ownerOptions: Options?
  ) -> Bool {
    let ineffective = layer.options.ownedKeys(otherThan: ownerOptions)
    for value in ineffective {
      diagnostics.error(
        "conflicting-keys", at: value.keyRange,
        "'\(value.name)' has no effect on '\(fullName)', whose parameters are those of '\(owner)'; say it there"
      )
    }
    return ineffective.isEmpty
  }
}

extension Options {
  /// The keys given that belong to parameters, here and in the layers or cells within, and say something else than
  /// the owner's.
  fileprivate func ownedKeys(otherThan owner: Options?) -> [Value] {
    values.filter { $0.range != nil }.flatMap { value -> [Value] in
      let other = owner?.values.first { $0.name == value.name }?.value
      let own = value.value.inner
      if !own.isEmpty {
        let others = other?.inner ?? []
        return own.enumerated().flatMap { index, options in
          options.ownedKeys(otherThan: index < others.count ? others[index] : nil)
        }
      }
      return value.hyperparameter.isOfParameters && other != value.value ? [value] : []
    }
  }
}

extension OptionValue {
  /// The options of the layers or cells that a wrapper's key names.
  fileprivate var inner: [Options] { choices.compactMap(\.given).filter { $0.declares(ParameterKeys.isTrainable) } }
}
