import Torch

/// What a module is made of, with dotted names in the order of declaration, found by reflection.
///
/// Children are modules and parameters, and optionals, tuples, arrays and dictionaries of them, nested as you like;
/// those inside of a plain struct or behind a closure are not found. A module that
/// is reached twice counts once, under its first name, as in PyTorch.
struct ModuleTree {
  private(set) var modules: [(name: String, module: Module)] = []
  private(set) var parameters: [(name: String, parameter: Parameter)] = []
  private(set) var buffers: [(name: String, buffer: Buffer)] = []
  private var visited: Set<ObjectIdentifier> = []

  init(of root: Module) {
    visit(root, name: "")
  }

  private mutating func visit(_ module: Module, name: String) {
    guard visited.insert(ObjectIdentifier(module)).inserted else { return }
    modules.append((name, module))
    if let sequential = module as? Sequential {
      // Its layers are called by their positions alone, as in PyTorch.
      for (index, layer) in sequential.layers.enumerated() { visit(layer, name: join(name, "\(index)")) }
      return
    }
    // A subclass's mirror shows only its own properties: begin with the base's.
    let layers = sequence(first: Mirror(reflecting: module), next: \.superclassMirror)
    for layer in Array(layers).reversed() {
      for child in layer.children {
        guard let label = child.label else { continue }
        visit(child.value, prefix: name, label: label)
      }
    }
  }

  private mutating func visit(_ value: Any, prefix: String, label: String) {
    // The storage of a wrapped property `weight` is called `_weight`.
    let plain = label.hasPrefix("_") ? String(label.dropFirst()) : label
    switch value {
    case let parameter as Parameter:
      parameters.append((join(prefix, parameter.key ?? plain), parameter))
    case let buffer as Buffer:
      buffers.append((join(prefix, buffer.key ?? plain), buffer))
    case let module as Module:
      visit(module, name: join(prefix, label))
    default:
      visitContainer(value, prefix: prefix, label: label)
    }
  }

  private mutating func visitContainer(_ value: Any, prefix: String, label: String) {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      if let some = mirror.children.first { visit(some.value, prefix: prefix, label: label) }
    case .tuple:
      for child in mirror.children {
        guard let position = child.label else { continue }
        visit(child.value, prefix: join(prefix, label), label: String(position.drop { $0 == "." }))
      }
    case .collection:
      // Long arrays of numbers are looked at once, by their first element.
      guard let first = mirror.children.first?.value, Self.mayHoldModules(first) else { return }
      for (index, element) in mirror.children.enumerated() {
        visit(element.value, prefix: join(prefix, label), label: "\(index)")
      }
    case .dictionary:
      let members = mirror.children.compactMap { child -> (key: String, value: Any)? in
        let pair = Array(Mirror(reflecting: child.value).children.map(\.value))
        return pair.count == 2 && Self.mayHoldModules(pair[1]) ? ("\(pair[0])", pair[1]) : nil
      }
      // Dictionaries have no order: numbers by value, other names by spelling.
      let ordered = members.sorted { a, b in
        if let x = Int(a.key), let y = Int(b.key) { return x < y }
        return a.key < b.key
      }
      for member in ordered { visit(member.value, prefix: join(prefix, label), label: member.key) }
    default:
      break
    }
  }

  private static func mayHoldModules(_ value: Any) -> Bool {
    if value is Module || value is Parameter { return true }
    switch Mirror(reflecting: value).displayStyle {
    case .optional, .tuple, .collection, .dictionary: return true
    default: return false
    }
  }

  private func join(_ prefix: String, _ name: String) -> String {
    prefix.isEmpty ? name : "\(prefix).\(name)"
  }
}
