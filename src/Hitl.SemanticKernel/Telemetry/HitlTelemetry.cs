using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What oversight tells OpenTelemetry: the names of its source and its meter, for <c>AddSource</c> and <c>AddMeter</c>.</summary>
public static class HitlTelemetry
{
    /// <summary>The name of the activity source and of the meter: <c>Hitl</c>.</summary>
    public const string Name = "Hitl";

    internal const string Conversation = "gen_ai.conversation.id";
    internal const string Outcome = "hitl.outcome";
    internal const string Operation = "gen_ai.operation.name";
    internal const string ErrorType = "error.type";
    internal const string Verdict = "hitl.verdict";

    private const string Kind = "hitl.review.kind";

    private static readonly string Version = typeof(HitlTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? string.Empty;
    private static readonly Meter Meter = new(Name, Version);
    private static readonly Counter<long> OpenedReviews = Meter.CreateCounter<long>("hitl.reviews.opened", "{review}", "Reviews that were opened.");
    private static readonly Counter<long> DecidedReviews = Meter.CreateCounter<long>("hitl.reviews.decided", "{review}", "Reviews that people decided.");
    private static readonly Counter<long> PassedDeadlines = Meter.CreateCounter<long>("hitl.deadlines.passed", "{deadline}", "Deadlines of reviews that the sweep of this process carried out.");
    private static readonly Gauge<long> QueueDepth = Meter.CreateGauge<long>("hitl.queue.depth", "{review}", "Reviews that wait for people.");
    private static readonly Counter<long> Verdicts = Meter.CreateCounter<long>("hitl.verdicts", "{call}", "Calls that were judged.");

    // People take from seconds to weeks, and the gate from microseconds to the seconds of a model that is asked.
    private static readonly Histogram<double> WaitTime = Meter.CreateHistogram(
        "hitl.review.wait_time", "s", "From when a review was opened to when it was decided.", tags: null,
        Buckets(1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 172_800, 604_800, 1_209_600, 2_592_000));
    private static readonly Histogram<double> GateTime = Meter.CreateHistogram(
        "hitl.gate.duration", "s", "How long it took to judge a call.", tags: null,
        Buckets(0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10));

    /// <summary>Where the activities of oversight come from.</summary>
    internal static ActivitySource Source { get; } = new(Name, Version);

    /// <summary>Whether anybody wants to know how deep the queue is.</summary>
    internal static bool WatchesQueue => QueueDepth.Enabled;

    /// <summary>Begins the activity of a turn, unless there is one of an agent around it.</summary>
    internal static TurnActivity StartTurn(string threadId, bool isResume, ChatClientMetadata? client = null, string? modelId = null) =>
        TurnActivity.Start(threadId, isResume, client?.ProviderName, modelId ?? client?.DefaultModelId);

    /// <summary>Runs a turn, and says so when it fails.</summary>
    internal static async Task<T> EndAsync<T>(TurnActivity activity, Func<Task<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
    }

    /// <summary>A status as attributes have it.</summary>
    internal static string OutcomeOf(AgentTurnStatus status) => status switch
    {
        AgentTurnStatus.AwaitingReview => "awaiting_review",
        _ => status.ToString().ToLowerInvariant(),
    };

    /// <summary>Says how a turn ended.</summary>
    internal static void EndTurn(TurnActivity activity, string outcome) => activity.End(outcome);

    /// <summary>Links a turn to the traces in which its calls were put on record.</summary>
    internal static void Link(IEnumerable<CallEntry> calls)
    {
        if (TurnActivity.Around() is not { IsAllDataRequested: true } activity)
        {
            return;
        }

        foreach (var trace in calls.Select(c => c.Data.Trace).Where(t => t is not null).Distinct(StringComparer.Ordinal))
        {
            if (ActivityContext.TryParse(trace, traceState: null, isRemote: true, out var context) && context.TraceId != activity.TraceId)
            {
                activity.AddLink(new ActivityLink(context));
            }
        }
    }

    internal static void Opened(ReviewKind kind, int count = 1)
    {
        if (count > 0)
        {
            OpenedReviews.Add(count, new KeyValuePair<string, object?>(Kind, Lower(kind)));
        }
    }

    internal static void Decided(ReviewKind kind, ReviewState state, TimeSpan wait)
    {
        var tags = new TagList { { Kind, Lower(kind) }, { Outcome, state.ToString().ToLowerInvariant() } };
        DecidedReviews.Add(1, tags);
        WaitTime.Record(Math.Max(0, wait.TotalSeconds), tags);
    }

    internal static void Expired(int count)
    {
        if (count > 0)
        {
            PassedDeadlines.Add(count);
        }
    }

    internal static void Queue(long depth) => QueueDepth.Record(depth);

    /// <summary>A time to measure from; 0 when nobody measures.</summary>
    internal static long GateBegins() => GateTime.Enabled ? Stopwatch.GetTimestamp() : 0;

    internal static void Judged(SemanticKernel.Verdict verdict, bool isShadow, long begun)
    {
        var tag = new KeyValuePair<string, object?>(Verdict, verdict switch
        {
            SemanticKernel.Verdict.Proceed => "proceed",
            SemanticKernel.Verdict.Monitor => "monitor",
            SemanticKernel.Verdict.Review => "review",
            _ => "deny",
        });
        Verdicts.Add(1, tag, new KeyValuePair<string, object?>("hitl.shadow", isShadow));
        if (begun != 0)
        {
            GateTime.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, tag);
        }
    }

    private static string Lower(ReviewKind kind) => kind.ToString().ToLowerInvariant();

    private static InstrumentAdvice<double> Buckets(params double[] bounds) => new() { HistogramBucketBoundaries = bounds };
}
