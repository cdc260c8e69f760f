using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Hitl.SemanticKernel;

/// <summary>What oversight tells OpenTelemetry: the names of its source and its meter, for <c>AddSource</c> and <c>AddMeter</c>.</summary>
public static class HitlTelemetry
{
    /// <summary>The name of the activity source and of the meter: <c>Hitl</c>.</summary>
    public const string Name = "Hitl";

    internal const string Conversation = "gen_ai.conversation.id";
    internal const string Outcome = "hitl.outcome";
    internal const string Tool = "gen_ai.tool.name";
    internal const string Verdict = "hitl.verdict";

    private const string Operation = "gen_ai.operation.name";
    private const string Kind = "hitl.review.kind";
    private const string InvokeAgent = "invoke_agent";
    private const string ExecuteTool = "execute_tool";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> OpenedReviews = Meter.CreateCounter<long>("hitl.reviews.opened", "{review}", "Reviews that were opened.");
    private static readonly Counter<long> DecidedReviews = Meter.CreateCounter<long>("hitl.reviews.decided", "{review}", "Reviews that people decided.");
    private static readonly Counter<long> PassedDeadlines = Meter.CreateCounter<long>("hitl.deadlines.passed", "{deadline}", "Deadlines of reviews that the sweep of this process carried out.");
    private static readonly Histogram<double> WaitTime = Meter.CreateHistogram<double>("hitl.review.wait_time", "s", "From when a review was opened to when it was decided.");
    private static readonly Gauge<long> QueueDepth = Meter.CreateGauge<long>("hitl.queue.depth", "{review}", "Reviews that wait for people.");
    private static readonly Counter<long> Verdicts = Meter.CreateCounter<long>("hitl.verdicts", "{call}", "Calls that were judged.");
    private static readonly Histogram<double> GateTime = Meter.CreateHistogram<double>("hitl.gate.duration", "s", "How long it took to judge a call.");

    /// <summary>Whether anybody wants to know how deep the queue is.</summary>
    internal static bool WatchesQueue => QueueDepth.Enabled;

    /// <summary>The trace that a call is put on record in; <see langword="null"/> without one.</summary>
    internal static string? CurrentTrace => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>Begins the activity of a turn, unless there is one of an agent around it.</summary>
    internal static Activity? StartTurn(string threadId, bool isResume)
    {
        var around = Activity.Current;
        var activity = around is not null && around.DisplayName.StartsWith(InvokeAgent, StringComparison.Ordinal)
            ? null
            : Source.StartActivity(InvokeAgent, ActivityKind.Internal);
        Describe(activity ?? around, threadId, isResume);
        return activity;
    }

    /// <summary>Runs a turn, and says so when it fails.</summary>
    internal static async Task<T> EndAsync<T>(Activity? activity, Func<Task<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e) when (activity is not null)
        {
            activity.SetTag("error.type", e.GetType().FullName);
            activity.SetStatus(ActivityStatusCode.Error);
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
    internal static void EndTurn(Activity? activity, string outcome) => activity?.SetTag(Outcome, outcome);

    /// <summary>Links a turn to the traces in which its calls were put on record.</summary>
    internal static void Link(IEnumerable<CallEntry> calls)
    {
        if (Activity.Current is not { IsAllDataRequested: true } activity)
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

    /// <summary>Begins the activity of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="sensitive">Whether arguments are told.</param>
    internal static Activity? StartCall(CallEntry call, bool sensitive)
    {
        var activity = Source.HasListeners() ? Source.StartActivity($"{ExecuteTool} {call.Data.Tool}", ActivityKind.Internal) : null;
        if (activity is not { IsAllDataRequested: true })
        {
            return activity;
        }

        activity.SetTag(Operation, ExecuteTool);
        activity.SetTag(Tool, call.Data.Tool);
        activity.SetTag("gen_ai.tool.type", "function");
        activity.SetTag("gen_ai.tool.call.id", call.Id);
        activity.SetTag(Verdict, call.Data.Verdict.ToString().ToLowerInvariant());
        activity.SetTag("hitl.risk.score", call.Data.Risk.Score);
        activity.SetTag("hitl.risk.flags", call.Data.Risk.Flags.ToString());
        activity.SetTag("hitl.call.attempt", call.Attempt);
        if (call.ReviewId is { } review)
        {
            activity.SetTag("hitl.review.id", review);
        }

        if (call.Data.PolicyVersion is { } version)
        {
            activity.SetTag("hitl.policy.version", version);
        }

        if (sensitive)
        {
            activity.SetTag("gen_ai.tool.call.arguments", call.EffectiveArguments.GetRawText());
        }

        return activity;
    }

    /// <summary>Says what a call came to.</summary>
    /// <param name="activity">The activity.</param>
    /// <param name="call">The call.</param>
    /// <param name="error">What it threw; <see langword="null"/> when nothing.</param>
    /// <param name="sensitive">Whether the result is told.</param>
    internal static void EndCall(Activity? activity, CallEntry call, Exception? error, bool sensitive)
    {
        if (activity is not { IsAllDataRequested: true })
        {
            return;
        }

        activity.SetTag("hitl.call.state", call.State.ToString().ToLowerInvariant());
        if (sensitive && call.Result is { } result)
        {
            activity.SetTag("gen_ai.tool.call.result", result);
        }

        if (error is not null)
        {
            activity.SetTag("error.type", error.GetType().FullName);
            activity.SetStatus(ActivityStatusCode.Error, sensitive ? error.Message : null);
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

    private static void Describe(Activity? activity, string threadId, bool isResume)
    {
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(Operation, InvokeAgent);
            activity.SetTag(Conversation, threadId);
            activity.SetTag("hitl.resumed", isResume);
        }
    }

    private static string Lower(ReviewKind kind) => kind.ToString().ToLowerInvariant();
}
