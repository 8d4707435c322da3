import Foundation
import Testing

/// The JSON documents, held to linmap(1) on every captured host.
@Suite struct DocumentTests {
    @Test(arguments: Fixture.all)
    func `the documents of a captured host are well formed`(snapshot: String) throws {
        let predicted = try linmap("predict", "--format", "json", snapshot)
        #expect(predicted.status == 0 && predicted.errors.isEmpty, "\(predicted.errorText)")
        Document(try #require(predicted.json)).check()

        let reported = try linmap("report", "--format", "json", snapshot)
        #expect(reported.status == 0 && reported.errors.isEmpty, "\(reported.errorText)")
        let report = try #require(reported.json)
        #expect(report["schema"] as? String == "linmap.report/1")
        let inner = try #require(report["prediction"] as? [String: Any])
        let outer = try #require(predicted.json)
        #expect(NSDictionary(dictionary: inner) == NSDictionary(dictionary: outer))
        #expect(!(inner["segments"] as? [Any] ?? []).isEmpty)
    }

    @Test func `there are captured hosts`() { #expect(Fixture.all.count > 50) }

    @Test(arguments: ["predict", "report"])
    func `several documents follow one another`(command: String) throws {
        let names = Array(Fixture.all.prefix(3))
        let run = try linmap([command, "--format", "json"] + names)
        let documents = run.documents
        #expect(documents.count == names.count)
        for (text, name) in zip(documents, names) {
            #expect(try linmap(command, "--format", "json", name).text == text)
        }
    }

    @Test func `a member that does not apply is absent, never null`() throws {
        let folder = try Workspace()
        let bare = try folder.write("iomem", "40000000-bfffffff : System RAM\n")
        for command in ["predict", "report"] {
            let run = try linmap(command, "--format", "json", bare)
            #expect(run.json != nil)
            #expect(!run.text.contains(": null"))
        }
    }

    @Test func `every rule is explained by itself`() throws {
        let document = try #require(try linmap("rules", "--format", "json").json)
        #expect(document["schema"] as? String == "linmap.rules/1")
        let rules = try #require(document["rules"] as? [[String: Any]])
        #expect(rules.count > 5)
        for rule in rules {
            let id = try #require(rule["id"] as? String)
            let one = try linmap("rules", "--format", "json", id)
            #expect(one.status == 0)
            let alone = try #require(one.json?["rules"] as? [[String: Any]])
            #expect(NSArray(array: alone) == NSArray(array: [rule]))
            #expect(try linmap("rules", id).text.contains(id))
        }
    }

    @Test func `the same input gives the same bytes`() throws {
        for command in readingCommands {
            #expect(
                try linmap(command + [Fixture.sample]).output == linmap(command + [Fixture.sample]).output)
        }
    }
}
