/// The form of a message's text, in Mustache. The lines in it are wrapped already.
package enum MessageTemplate {
    /// - `isDigest`: several notices; `summary`: its lines then.
    /// - `groups`: by `project`, each with `notices`: `head`, `figures`, `commands` and `told` lines.
    /// - `others`: a line each for what has no place in full. `told`: who else was told, where it is one for all.
    package static let text = """
        {{% CONTENT_TYPE:TEXT}}
        {{#summary}}
        {{.}}
        {{/summary}}
        {{#groups}}
        {{#isDigest}}

        {{project}}
        {{/isDigest}}
        {{#notices}}
        {{#head}}
        {{.}}
        {{/head}}
        {{#figures}}
        {{.}}
        {{/figures}}
        {{#commands}}
        {{.}}
        {{/commands}}
        {{#told}}
        {{.}}
        {{/told}}
        {{/notices}}
        {{/groups}}
        {{#hasOthers}}

        {{othersTitle}}
        {{#others}}
        {{.}}
        {{/others}}
        {{/hasOthers}}
        {{#isDigest}}

        {{/isDigest}}
        {{#toldToAll}}
        {{.}}
        {{/toldToAll}}

        """
}
