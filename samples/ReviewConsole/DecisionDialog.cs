using System.Text.Json;
using Hitl.Memory;
using Hitl.SemanticKernel;
using Spectre.Console;

namespace ReviewConsole;

/// <summary>Asks the reviewer what to do about a review that they have claimed.</summary>
internal sealed class DecisionDialog(IAnsiConsole console, ReviewDesk desk, Reviewer reviewer)
{
    private const string Approve = "Approve";
    private const string Always = "Approve this tool from now on, 10 times in this conversation";
    private const string Reject = "Reject";
    private const string Edit = "Edit the arguments";
    private const string Respond = "Respond in the tool's place";
    private const string Comment = "Comment";
    private const string Escalate = "Pass it on";
    private const string Release = "Give it back";

    public async Task RunAsync(Review review, CancellationToken cancellationToken)
    {
        while (true)
        {
            console.Write(ReviewView.Of(review));
            string choice = await new SelectionPrompt<string>().AddChoices(Choices(review)).ShowAsync(console, cancellationToken);
            try
            {
                if (await ActAsync(review, choice, cancellationToken) is not { } next)
                {
                    return;
                }

                review = next;
            }
            catch (InvalidDecisionException e)
            {
                console.MarkupLine($"[red]{Safe.Text(e.Message)}[/]");
            }
            catch (HitlException e)
            {
                console.MarkupLine($"[red]{Safe.Text(e.Message)}[/]");
                return;
            }
        }
    }

    private static string[] Choices(Review review) => review.Kind switch
    {
        ReviewKind.Question => [Respond, Reject, Comment, Escalate, Release],
        ReviewKind.Call => [Approve, Always, Reject, Edit, Respond, Comment, Escalate, Release],
        ReviewKind.Output => [Approve, Reject, Edit, Respond, Comment, Escalate, Release],
        _ => [Approve, Reject, Respond, Comment, Escalate, Release],
    };

    /// <returns>The review, when it is still to be decided here; <see langword="null"/> when it is done with.</returns>
    private async Task<Review?> ActAsync(Review review, string choice, CancellationToken cancellationToken)
    {
        switch (choice)
        {
            case Approve:
                Decided(await desk.ApproveAsync(review, reviewer, cancellationToken: cancellationToken));
                return null;
            case Always:
                Decided(await desk.ApproveAlwaysAsync(review, reviewer, new AlwaysScope { ThisThread = true, Times = 10 }, cancellationToken: cancellationToken));
                return null;
            case Reject:
                Decided(await desk.RejectAsync(review, reviewer, await AskAsync("Why not? The model is told", cancellationToken), cancellationToken));
                return null;
            case Edit:
                Decided(await desk.EditAsync(review, reviewer, await ArgumentsAsync(review, cancellationToken), cancellationToken: cancellationToken));
                return null;
            case Respond:
                Decided(await desk.RespondAsync(review, reviewer, await AnswerAsync(review, cancellationToken), cancellationToken));
                return null;
            case Comment:
                await desk.CommentAsync(review.Id, reviewer, await AskAsync("Comment", cancellationToken), cancellationToken);
                Review read = await desk.ExtendClaimAsync(review, reviewer, cancellationToken);
                return (await desk.GetAsync(review.Id, cancellationToken)) with { Claim = read.Claim };
            case Escalate:
                await desk.EscalateAsync(review.Id, reviewer, await AskAsync("Why?", cancellationToken), cancellationToken);
                return null;
            default:
                await desk.ReleaseClaimAsync(review, reviewer, cancellationToken);
                return null;
        }
    }

    private void Decided(Review review) =>
        console.MarkupLine(review.State == ReviewState.Pending
            ? $"[yellow]Noted; {review.ApprovalsNeeded} more of {Safe.Text(string.Join(" or ", review.ReviewerGroups))} must approve.[/]"
            : $"[green]{review.State}.[/]");

    private Task<string> AskAsync(string question, CancellationToken cancellationToken) => new TextPrompt<string>($"{question}:").ShowAsync(console, cancellationToken);

    private Task<string> AnswerAsync(Review review, CancellationToken cancellationToken) =>
        review.Question is { Choices.Count: > 0 } question
            ? new SelectionPrompt<string>().UseConverter(Safe.Text).AddChoices(question.Choices).ShowAsync(console, cancellationToken)
            : AskAsync(review.Kind == ReviewKind.Question ? "The answer" : "The result to give the model", cancellationToken);

    private async Task<JsonElement> ArgumentsAsync(Review review, CancellationToken cancellationToken)
    {
        string text = await new TextPrompt<string>("The arguments:")
            .DefaultValue(review.Arguments.GetRawText())
            .WithConverter(Safe.Text)
            .Validate(IsObject)
            .ShowAsync(console, cancellationToken);
        return JsonElement.Parse(text);
    }

    private static ValidationResult IsObject(string text)
    {
        try
        {
            return JsonElement.Parse(text).ValueKind == JsonValueKind.Object ? ValidationResult.Success() : ValidationResult.Error("[red]Write a JSON object.[/]");
        }
        catch (JsonException)
        {
            return ValidationResult.Error("[red]This is no JSON.[/]");
        }
    }
}
