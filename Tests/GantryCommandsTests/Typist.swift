import Synchronization

@testable import GantryCommands

/// Answers questions with texts that were thought of before, and keeps what a terminal would have shown.
final class Typist: Sendable {
    private struct State {
        var answers: ArraySlice<String>
        var transcript = ""
    }

    private let state: Mutex<State>

    /// - Parameter answers: after the last of them comes the end of the input.
    init(_ answers: [String]) { state = Mutex(State(answers: answers[...])) }

    var transcript: String { state.withLock(\.transcript) }
    /// How many answers nobody asked for.
    var left: Int { state.withLock(\.answers.count) }

    var prompt: Prompt {
        Prompt(
            say: { text in self.state.withLock { $0.transcript += text } },
            readLine: {
                self.state.withLock { state in
                    guard let answer = state.answers.popFirst() else { return nil }
                    state.transcript += answer + "\n"
                    return answer
                }
            })
    }
}
