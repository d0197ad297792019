package import GantryCore

/// `log`: writes a line into the run's log.
package struct LogAction: Action {
    package init() {}

    package let declaration = ActionDeclaration(
        name: "log",
        summary: "Writes a line into the run's log.",
        inputs: [
            InputDeclaration("message", .text, required: true, "What to write; expressions are filled in."),
            InputDeclaration(
                "level", .oneOf(["debug", "info", "warning", "error"]), default: "info",
                "Stands before the message where it is not info."),
        ],
        outputs: [OutputDeclaration("message", .text, "The text that was written.")],
        example: """
            - id: note
              action: log
              with: { message: "${{ trigger.kind }} at ${{ trigger.at }}" }
            """
    )

    package func run(_ request: ActionRequest) async throws -> ActionResult {
        let message = request.inputs["message"]?.text ?? ""
        let level = request.inputs["level"]?.text ?? "info"
        await request.log((level == "info" ? "" : "\(level): ") + message + "\n")
        return ActionResult(output: .map(["message": .text(message)]))
    }
}
