using Microsoft.Extensions.Options;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Checks what a call came to, and says what is done about it.</summary>
internal sealed class ResultBoundary
{
    private readonly (IResultCheck Check, TimeLimit.Judge Judge)[] _checks;
    private readonly TimeLimit _limit;
    private readonly BoundaryOptions _options;
    private readonly (NamePattern? Plugin, NamePattern? Function, HashSet<string> Kinds, BoundaryActions Actions)[] _rules;

    /// <summary>Takes the checks of the app.</summary>
    public ResultBoundary(IEnumerable<IResultCheck> checks, TimeLimit limit, IOptions<HitlOptions> options)
    {
        _checks = [.. checks.Select(c => (c, new TimeLimit.Judge()))];
        _limit = limit;
        _options = options.Value.Boundary;
        _rules =
        [
            .. _options.Rules.Select(r => (
                r.Plugin is null ? null : new NamePattern(r.Plugin),
                r.Function is null ? null : new NamePattern(r.Function),
                r.Kinds.ToHashSet(StringComparer.OrdinalIgnoreCase),
                r.Actions)),
        ];
    }

    /// <summary>Checks a result. It is not cancelled with the turn: what happened must be written.</summary>
    /// <param name="threadId">The thread.</param>
    /// <param name="call">The call that ran.</param>
    /// <param name="stored">The result in its stored form.</param>
    /// <param name="exception">What the tool threw.</param>
    /// <returns>What is wrong and something is done about.</returns>
    public async ValueTask<IReadOnlyList<ResultFinding>> CheckAsync(string threadId, CallEntry call, object? stored, Exception? exception)
    {
        var tool = call.Function is null ? call.Data.Definition : ToolDefinitions.From(call.Function);
        var findings = InTheBox(tool, call, stored, exception);
        if (_checks.Length > 0)
        {
            var result = new ToolResult
            {
                ThreadId = threadId,
                CallId = call.Id,
                Tool = tool,
                Arguments = call.EffectiveArguments,
                Value = stored as JsonElement? ?? JsonElement.Parse(ResultJson.Write(stored)),
                Exception = exception,
                UserId = call.Data.UserId,
            };
            foreach (var (check, judge) in _checks)
            {
                (findings ??= []).AddRange(await AskAsync(check, judge, result).ConfigureAwait(false));
            }
        }

        return findings is null ? [] : [.. findings.Select(f => f with { Actions = ActionsOf(f.Kind, tool.PluginName, tool.FunctionName) }).Where(f => f.Actions != BoundaryActions.Pass)];
    }

    private List<ResultFinding>? InTheBox(ToolDefinition tool, CallEntry call, object? stored, Exception? exception)
    {
        List<ResultFinding>? findings = null;
        try
        {
            ResultChecks.Find(tool, call.EffectiveArguments, stored, exception, _options.MaxCharacters, ref findings);
        }
        catch (Exception e)
        {
            (findings ??= []).Add(Failed("A check in the box", e.GetType().Name));
        }

        return findings;
    }

    private async ValueTask<IReadOnlyList<ResultFinding>> AskAsync(IResultCheck check, TimeLimit.Judge judge, ToolResult result)
    {
        var name = check.GetType().Name;
        try
        {
            var findings = await _limit.RunAsync(judge, token => check.CheckAsync(result, token), CancellationToken.None).ConfigureAwait(false);
            return findings is not null && findings.All(f => ResultKinds.IsName(f?.Kind) && f!.Kind != ResultKinds.Check && f.Reason is not null)
                ? findings
                : [Failed(name, "findings without a kind or a reason")];
        }
        catch (TimeoutException)
        {
            return [Failed(name, "too slow")];
        }
        catch (Exception e)
        {
            // Not the message: it may quote the result.
            return [Failed(name, e.GetType().Name)];
        }
    }

    /// <summary>What is done about a kind of finding in results of a tool.</summary>
    public BoundaryActions ActionsOf(string kind, string? toolPlugin, string toolFunction)
    {
        if (kind == ResultKinds.Check)
        {
            return BoundaryActions.Hold;
        }

        foreach (var (plugin, function, kinds, actions) in _rules)
        {
            if (plugin?.IsMatch(toolPlugin ?? "") is not false && function?.IsMatch(toolFunction) is not false && (kinds.Count == 0 || kinds.Contains(kind)))
            {
                return actions;
            }
        }

        return _options.Actions.TryGetValue(kind, out var configured) ? configured : BoundaryOptions.OfOthers;
    }

    private static ResultFinding Failed(string check, string how) =>
        new(ResultKinds.Check, "the result could not be checked") { Detail = $"{check} failed: {how}" };
}
