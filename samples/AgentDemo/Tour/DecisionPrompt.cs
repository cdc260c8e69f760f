using AgentDemo.Cli;
using AgentDemo.Commands;
using AgentDemo.Output;
using Hitl.SemanticKernel;
using Spectre.Console;

namespace AgentDemo.Tour;

/// <summary>Asks the person at the terminal what to do about a review.</summary>
internal sealed class DecisionPrompt(IAnsiConsole console)
{
    public async Task<Decision> AskAsync(ReviewOutput review, CancellationToken cancellationToken)
    {
        DecisionKind kind = await new SelectionPrompt<DecisionKind>()
            .Title("[bold]Your decision?[/]")
            .UseConverter(Describe)
            .AddChoices(DecisionKind.Approve, DecisionKind.Reject, DecisionKind.Edit, DecisionKind.Respond)
            .ShowAsync(console, cancellationToken);

        string by = Decision.DefaultReviewer;
        return kind switch
        {
            DecisionKind.Reject => new Decision(kind, by, await TextAsync("Why not? The model is told", null, cancellationToken)),
            DecisionKind.Edit => new Decision(kind, by, null, Decision.ParseArguments(await ArgumentsAsync(review, cancellationToken))),
            DecisionKind.Respond => new Decision(kind, by, await TextAsync("The result to give the model", null, cancellationToken)),
            _ => new Decision(DecisionKind.Approve, by),
        };
    }

    private static string Describe(DecisionKind kind) => kind switch
    {
        DecisionKind.Approve => "Approve: the call runs as proposed",
        DecisionKind.Reject => "Reject: it does not run, the model is told why",
        DecisionKind.Edit => "Edit: it runs with other arguments",
        _ => "Respond: it does not run, you give the result",
    };

    private Task<string> ArgumentsAsync(ReviewOutput review, CancellationToken cancellationToken) =>
        TextAsync("The arguments to run it with", SafeText.Value(review.Arguments), cancellationToken);

    private Task<string> TextAsync(string question, string? proposal, CancellationToken cancellationToken)
    {
        var prompt = new TextPrompt<string>($"{question}:").Validate(text => IsFine(text, proposal is not null));
        if (proposal is not null)
        {
            prompt.DefaultValue(proposal).WithConverter(SafeText.Markup);
        }

        return prompt.ShowAsync(console, cancellationToken);
    }

    private static ValidationResult IsFine(string text, bool isJson)
    {
        if (!isJson)
        {
            return string.IsNullOrWhiteSpace(text) ? ValidationResult.Error("[red]Please say something.[/]") : ValidationResult.Success();
        }

        try
        {
            Decision.ParseArguments(text);
            return ValidationResult.Success();
        }
        catch (UsageException e)
        {
            return ValidationResult.Error($"[red]{SafeText.Markup(e.Message)}[/]");
        }
    }
}
