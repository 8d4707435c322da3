import ArgumentParser
import LinearMap
import Report

/// `linmap rules`.
struct Rules: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the kernel's rules that linmap knows, or explain one.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: ArgumentHelp("The rule to explain.", valueName: "rule")) var id: String?
    @Option(name: .long, help: "Output format.") var format: Format = .text
    @OptionGroup var output: OutputArguments

    func run() throws {
        let rules: [Rule]
        if let id {
            guard let rule = RuleBook.rule(id) else {
                throw Failure.usage("no rule is called '\(id)'; 'linmap rules' lists them")
            }
            rules = [rule]
        } else {
            rules = RuleBook.rules
        }
        let text: String
        switch format {
        case .json: text = JSONText.render(RulesDocument(rules))
        case .text:
            text = id == nil ? RulesText.list(rules) : RulesText.explain(rules[0], style: output.style)
        }
        try output.write(text)
    }
}
