using System.Text.Json;
using AgentDemo.Cli;
using Hitl.SemanticKernel;

namespace AgentDemo.Commands;

/// <summary>What a person decides, before it is applied to a review.</summary>
internal sealed record Decision(DecisionKind Kind, string By, string? Text = null, JsonElement? Arguments = null, IReadOnlyList<string>? Groups = null)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static string DefaultReviewer => string.IsNullOrWhiteSpace(Environment.UserName) ? "reviewer" : Environment.UserName;

    public static Decision From(Invocation line)
    {
        string by = line.Get("--by") ?? DefaultReviewer;
        string[] groups = line.Get("--groups")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        Decision decision = line.Command switch
        {
            "approve" => new Decision(DecisionKind.Approve, by, line.Get("--comment")),
            "reject" => new Decision(DecisionKind.Reject, by, line.Get("--reason")),
            "edit" => new Decision(DecisionKind.Edit, by, line.Get("--comment"), ParseArguments(line.Get("--args")!)),
            "respond" => new Decision(DecisionKind.Respond, by, line.Get("--result")),
            _ => throw new UsageException($"There is no command {line.Command}"),
        };
        return decision with { Groups = groups };
    }

    /// <exception cref="UsageException">It is not a JSON object.</exception>
    public static JsonElement ParseArguments(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new UsageException("The arguments must be a JSON object, for example {\"orderId\":\"1042\",\"amount\":10}");
        }
        catch (JsonException e)
        {
            throw new UsageException($"The arguments are not valid JSON: {e.Message.TrimEnd('.')}");
        }
    }

    public async Task<Review> ApplyAsync(ReviewDesk desk, Review review, CancellationToken cancellationToken)
    {
        var reviewer = new Reviewer(By) { Groups = Groups ?? [] };
        return Kind switch
        {
            DecisionKind.Approve => await desk.ApproveAsync(review, reviewer, Text, cancellationToken),
            DecisionKind.Reject => await desk.RejectAsync(review, reviewer, Text!, cancellationToken),
            DecisionKind.Edit => await desk.EditAsync(review, reviewer, Arguments!.Value, Text, cancellationToken),
            _ => await desk.RespondAsync(review, reviewer, Text!, cancellationToken),
        };
    }
}
