using System.Text.Json.Nodes;

namespace AgentDemo.Agent;

/// <summary>One tool call that a request needs, made or still to be made.</summary>
internal sealed class Step(string tool, Request request, Step? needs = null)
{
    public string Tool { get; } = tool;

    public Request Request { get; } = request;

    /// <summary>The call whose result this one needs first.</summary>
    public Step? Needs { get; } = needs;

    /// <summary>The id of the call once it is made.</summary>
    public string? CallId { get; set; }

    /// <summary>What came back; <see langword="null"/> until then.</summary>
    public ToolOutcome? Outcome { get; set; }

    /// <summary>The arguments for the call; <see langword="null"/> when what is needed for them did not come back.</summary>
    public JsonObject? Arguments() => StepArguments.For(this);
}
