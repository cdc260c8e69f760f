using System.Diagnostics;

namespace Hitl.SemanticKernel;

/// <summary>The activity that tells of a call: one that was begun for it, or the one in which a chat client of Microsoft.Extensions.AI invokes it.</summary>
internal readonly struct CallActivity : IDisposable
{
    private const string ExecuteTool = "execute_tool";
    private const string JudgeTool = "judge_tool";
    private const string Id = "gen_ai.tool.call.id";
    private const string State = "hitl.call.state";

    private readonly Activity? _activity;
    private readonly bool _isOwn;
    private readonly bool _sensitive;

    private CallActivity(Activity? activity, bool isOwn, bool sensitive) => (_activity, _isOwn, _sensitive) = (activity, isOwn, sensitive);

    /// <summary>Begins to tell of a call that runs.</summary>
    public static CallActivity Start(ThreadRun run, CallEntry call)
    {
        if (!HitlTelemetry.Source.HasListeners())
        {
            return default;
        }

        var isOwn = true;
        var activity = call.ParentId is null ? Invoking(run.Batch, call) : null;
        if (activity?.GetTagItem(Id) is string id && id == call.Id)
        {
            isOwn = false;
            activity.DisplayName = Name(ExecuteTool, call);
        }
        else
        {
            if (activity is not null)
            {
                // The client invokes another call of the batch, beside which this one runs.
                Activity.Current = activity.Parent;
            }

            activity = HitlTelemetry.Source.StartActivity(Name(ExecuteTool, call), ActivityKind.Internal, parentContext: default, [new(HitlTelemetry.Operation, ExecuteTool)]);
        }

        if (activity is { IsAllDataRequested: true })
        {
            Describe(activity, call);
            activity.SetTag("hitl.call.attempt", call.Attempt);
            if (run.TellsContent)
            {
                activity.SetTag("gen_ai.tool.call.arguments", call.EffectiveArguments.GetRawText());
            }
        }

        return new CallActivity(activity, isOwn, run.TellsContent);
    }

    /// <summary>Says of the activity in which a client meant to invoke a call that the call did not run in it.</summary>
    public static void NotRun(CallEntry call)
    {
        if (Activity.Current is { IsAllDataRequested: true } activity && TurnActivity.Is(activity, ExecuteTool)
            && activity.GetTagItem(Id) is string id && id == call.Id && activity.GetTagItem(State) is null)
        {
            activity.DisplayName = Name(JudgeTool, call);
            Describe(activity, call);
            activity.SetTag(HitlTelemetry.Operation, null);
            activity.SetTag(State, Text(call.State));
        }
    }

    /// <summary>Says what the call came to.</summary>
    /// <param name="call">The call.</param>
    /// <param name="error">What it threw; <see langword="null"/> when nothing.</param>
    public void End(CallEntry call, Exception? error)
    {
        if (_activity is not { IsAllDataRequested: true })
        {
            return;
        }

        _activity.SetTag(State, Text(call.State));
        if (_sensitive && call.Result is { } result)
        {
            _activity.SetTag("gen_ai.tool.call.result", result);
        }

        if (error is not null)
        {
            _activity.SetTag(HitlTelemetry.ErrorType, error.GetType().FullName);
            _activity.SetStatus(ActivityStatusCode.Error, _sensitive ? error.Message : null);
        }
    }

    public void Dispose()
    {
        if (_isOwn)
        {
            _activity?.Dispose();
        }
    }

    private static string Text(CallState state) => state.ToString().ToLowerInvariant();

    private static string Name(string operation, CallEntry call) => $"{operation} {call.Data.Tool}";

    /// <summary>The activity in which a client invokes a call of the batch.</summary>
    private static Activity? Invoking(CallBatch? batch, CallEntry call) =>
        Activity.Current is { } activity && TurnActivity.Is(activity, ExecuteTool) && activity.GetTagItem(Id) is string id
            && (id == call.Id || batch?.Calls.Any(c => c.Id == id) == true)
            ? activity
            : null;

    private static void Describe(Activity activity, CallEntry call)
    {
        activity.SetTag("gen_ai.tool.name", call.Data.Tool);
        activity.SetTag("gen_ai.tool.type", "function");
        activity.SetTag(Id, call.Id);
        if ((call.Data.Description ?? call.Function?.Description) is { Length: > 0 } description)
        {
            activity.SetTag("gen_ai.tool.description", description);
        }

        activity.SetTag(HitlTelemetry.Verdict, call.Data.Verdict.ToString().ToLowerInvariant());
        activity.SetTag("hitl.risk.score", call.Data.Risk.Score);
        if (call.Data.Risk.Flags != RiskFlags.None)
        {
            activity.SetTag("hitl.risk.flags", call.Data.Risk.Flags.ToString().Split(", "));
        }

        activity.SetTag("hitl.review.id", call.ReviewId);
        activity.SetTag("hitl.policy.version", call.Data.PolicyVersion);
    }
}
