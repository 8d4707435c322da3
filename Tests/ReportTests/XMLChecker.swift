/// A checker of XML well-formedness, small but strict in what the pictures use: elements, attributes in
/// double quotes, text, and the five entities and numeric references.
struct XMLChecker {
    /// An element that was opened.
    struct Element {
        var name: String
        var attributes: [String: String]
        var text = ""
    }

    /// Why a document is not well formed.
    struct Fault: Error { let text: String }

    private let input: [Unicode.Scalar]
    private var position = 0
    /// Every element, in the order in which they end.
    private(set) var elements: [Element] = []

    /// Checks `text`.
    init(_ text: String) throws {
        input = Array(text.unicodeScalars)
        if let bad = input.first(where: { !Self.isAllowed($0) }) {
            throw Fault(text: "character \(bad.value)")
        }
        try document()
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xa, 0xd, 0x20...0xd7ff, 0xe000...0xfffd, 0x10000...0x10ffff: true
        default: false
        }
    }

    private mutating func document() throws {
        if starts("<?xml ") { try skip(past: "?>") }
        var open: [Element] = []
        while position < input.count {
            if starts("</") {
                position += 2
                let name = name()
                try expect(">")
                guard let last = open.popLast(), last.name == name else {
                    throw Fault(text: "</\(name)> is not open")
                }
                elements.append(last)
            } else if starts("<") {
                position += 1
                let element = try element()
                if starts("/>") { elements.append(element) } else { open.append(element) }
                try expect(starts("/>") ? "/>" : ">")
            } else {
                let text = try text(until: "<")
                if open.isEmpty, text.contains(where: { !$0.isWhitespace }) {
                    throw Fault(text: "text outside: \(text)")
                }
                if !open.isEmpty { open[open.count - 1].text += text }
            }
        }
        guard open.isEmpty else { throw Fault(text: "<\(open[0].name)> is not closed") }
    }

    private mutating func element() throws -> Element {
        var element = Element(name: name(), attributes: [:])
        guard !element.name.isEmpty else { throw Fault(text: "an element without a name at \(position)") }
        while starts(" ") {
            position += 1
            let key = name()
            try expect("=\"")
            let value = try text(until: "\"")
            guard !key.isEmpty, element.attributes.updateValue(value, forKey: key) == nil else {
                throw Fault(text: "attribute \(key) twice or without a name")
            }
            try expect("\"")
        }
        return element
    }

    private mutating func name() -> String {
        var name = ""
        while position < input.count,
            input[position].properties.isAlphabetic
                || "0123456789-_:".unicodeScalars.contains(input[position])
        {
            name.unicodeScalars.append(input[position])
            position += 1
        }
        return name
    }

    private mutating func text(until end: Unicode.Scalar) throws -> String {
        var text = ""
        while position < input.count, input[position] != end {
            if input[position] == "<" { throw Fault(text: "< in a value") }
            if input[position] == "&" {
                text += try entity()
            } else {
                text.unicodeScalars.append(input[position])
                position += 1
            }
        }
        return text
    }

    private mutating func entity() throws -> String {
        for (name, value) in [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")]
        where starts(name) {
            position += name.unicodeScalars.count
            return value
        }
        throw Fault(text: "an unknown entity at \(position)")
    }

    private func starts(_ text: String) -> Bool { input[position...].starts(with: text.unicodeScalars) }

    private mutating func expect(_ text: String) throws {
        guard starts(text) else { throw Fault(text: "\(text) expected at \(position)") }
        position += text.unicodeScalars.count
    }

    private mutating func skip(past text: String) throws {
        while position < input.count, !starts(text) { position += 1 }
        try expect(text)
    }
}
