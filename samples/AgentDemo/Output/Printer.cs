using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentDemo.Shop;
using Spectre.Console;

namespace AgentDemo.Output;

/// <summary>Prints what a command came to, for people or as one JSON object.</summary>
internal sealed class Printer(IAnsiConsole console, bool json)
{
    public void Turn(TurnOutput turn)
    {
        if (!Json(turn, OutputJson.Default.TurnOutput))
        {
            TurnScreen.Write(console, turn);
        }
    }

    public void Reviews(IReadOnlyList<ReviewOutput> reviews)
    {
        if (!Json(new ReviewsOutput(reviews), OutputJson.Default.ReviewsOutput))
        {
            ReviewListScreen.Write(console, reviews);
        }
    }

    public void Review(ReviewDetailOutput review)
    {
        if (!Json(new OneReviewOutput(review), OutputJson.Default.OneReviewOutput))
        {
            ReviewScreen.Write(console, review);
        }
    }

    public void Decided(ReviewOutput review)
    {
        if (!Json(review, OutputJson.Default.ReviewOutput))
        {
            console.MarkupLine($"{Screen.State(review.State)}: {SafeText.Markup(review.Tool)} [aqua]{SafeText.Short(SafeText.Arguments(review.Decision?.Arguments ?? review.Arguments), 200)}[/]");
            console.MarkupLine($"[grey]Go on with:[/] AgentDemo resume {SafeText.Short(review.ThreadId, 300)}");
        }
    }

    public void History(HistoryOutput history)
    {
        if (!Json(history, OutputJson.Default.HistoryOutput))
        {
            HistoryScreen.Write(console, history);
        }
    }

    public void Effects(IReadOnlyList<Effect> effects)
    {
        if (!Json(new EffectsOutput(effects), OutputJson.Default.EffectsOutput))
        {
            EffectsScreen.Write(console, effects);
        }
    }

    public void Memories(IReadOnlyList<MemoryOutput> memories)
    {
        if (!Json(new MemoriesOutput(memories), OutputJson.Default.MemoriesOutput))
        {
            MemoriesScreen.Write(console, memories);
        }
    }

    public void Forgotten(string id)
    {
        if (!Json(new ForgottenOutput(id), OutputJson.Default.ForgottenOutput))
        {
            console.MarkupLine($"Forgotten: {SafeText.Markup(id)}");
        }
    }

    private bool Json<T>(T value, JsonTypeInfo<T> type)
    {
        if (json)
        {
            console.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(value, type));
        }

        return json;
    }
}
