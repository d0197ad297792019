package import GantryCore

// 03xx: workflows and expressions.
extension DiagnosticCode {
    /// An expression cannot be read.
    package static let expressionSyntax = DiagnosticCode("GTY0301")
    /// An expression starts from a name, or asks for a member, that does not exist.
    package static let unknownName = DiagnosticCode("GTY0302")
    /// A function that does not exist.
    package static let unknownFunction = DiagnosticCode("GTY0303")
    /// A function with too many or too few values.
    package static let wrongArity = DiagnosticCode("GTY0304")
    /// An operator or a function on values of the wrong type.
    package static let expressionType = DiagnosticCode("GTY0305")
    /// `steps.ID` names no step.
    package static let unknownStep = DiagnosticCode("GTY0306")
    /// `steps.ID` names a step that has not run yet.
    package static let laterStep = DiagnosticCode("GTY0307")
    /// An expression that is too long or nested too deep.
    package static let expressionTooLarge = DiagnosticCode("GTY0308")
    /// Two workflows, steps or triggers of one name.
    package static let duplicateName = DiagnosticCode("GTY0310")
    /// Something that a later version will have.
    package static let notInThisVersion = DiagnosticCode("GTY0311")
    /// A trigger that says nothing, or more than one thing.
    package static let wrongTrigger = DiagnosticCode("GTY0312")
    /// A pattern for files that cannot match anything.
    package static let wrongPattern = DiagnosticCode("GTY0313")
    /// A workflow without steps, or one that nothing starts.
    package static let emptyWorkflow = DiagnosticCode("GTY0314")
    /// A project that there is not.
    package static let unknownProject = DiagnosticCode("GTY0316")
    /// A workflow with more steps or triggers than anybody can follow.
    package static let workflowTooLarge = DiagnosticCode("GTY0317")
    /// An event that no plugin has.
    package static let unknownEvent = DiagnosticCode("GTY0318")
    /// A workflow or a step cannot have this name.
    package static let wrongName = DiagnosticCode("GTY0315")
}

// 04xx: settings, channels, routes.
extension DiagnosticCode {
    /// A channel of a type that does not exist, or not yet.
    package static let channelType = DiagnosticCode("GTY0401")
    /// A channel that is not configured.
    package static let unknownChannel = DiagnosticCode("GTY0402")
    /// A recipient that is none.
    package static let unknownRecipient = DiagnosticCode("GTY0403")
    /// A calendar without a working day, or a week that cannot be read.
    package static let wrongWeek = DiagnosticCode("GTY0404")
    /// `alerts` in a form that says nothing.
    package static let wrongAlerts = DiagnosticCode("GTY0405")
    /// A mail domain that is none.
    package static let wrongMailDomain = DiagnosticCode("GTY0406")
    /// A channel of a plugin that is not there, disabled or wrong.
    package static let absentChannel = DiagnosticCode("GTY0407")
}

// 05xx: actions and their inputs.
extension DiagnosticCode {
    /// An action that does not exist.
    package static let unknownAction = DiagnosticCode("GTY0501")
    /// An input that the action does not have.
    package static let unknownInput = DiagnosticCode("GTY0502")
    /// An input that the action needs.
    package static let missingInput = DiagnosticCode("GTY0503")
    /// An input of the wrong type.
    package static let wrongInput = DiagnosticCode("GTY0504")
}
