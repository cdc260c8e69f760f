using System.Diagnostics;

namespace Hitl.SemanticKernel;

/// <summary>The activity that tells of a turn: one that was begun for it, or that of an agent around it.</summary>
internal readonly struct TurnActivity : IDisposable
{
    private const string InvokeAgent = "invoke_agent";
    private const string Chat = "chat";
    private const string Provider = "gen_ai.provider.name";
    private const string Model = "gen_ai.request.model";

    private readonly Activity? _activity;
    private readonly bool _isOwn;

    private TurnActivity(Activity? activity, bool isOwn) => (_activity, _isOwn) = (activity, isOwn);

    /// <summary>The trace that a call is put on record in, at the agent that made it; <see langword="null"/> without one.</summary>
    public static string? CurrentTrace
    {
        get
        {
            var agent = Activity.Current;
            while (agent is not null && !Is(agent, InvokeAgent))
            {
                agent = agent.Parent;
            }

            return (agent ?? Activity.Current) is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;
        }
    }

    public static TurnActivity Start(string threadId, bool isResume, string? provider, string? model)
    {
        var around = Around();
        if (around?.GetTagItem(HitlTelemetry.Conversation) is { } other && !other.Equals(threadId))
        {
            // It tells of another thread, and this turn is a part of that one's work.
            around = null;
        }

        var activity = around ?? Begin(provider, model);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(HitlTelemetry.Operation, InvokeAgent);
            activity.SetTag(HitlTelemetry.Conversation, threadId);
            activity.SetTag("hitl.resumed", isResume);
        }

        return new TurnActivity(activity, isOwn: around is null);
    }

    /// <summary>The activity of the agent whose turn this is. A client that tells of its requests may be between that and oversight.</summary>
    public static Activity? Around()
    {
        var activity = Activity.Current;
        while (activity is not null && Is(activity, Chat))
        {
            activity = activity.Parent;
        }

        return activity is not null && Is(activity, InvokeAgent) ? activity : null;
    }

    /// <summary>Whether an activity is of an operation: its name is that alone, or with what it is done to.</summary>
    public static bool Is(Activity activity, string operation) =>
        activity.DisplayName.StartsWith(operation, StringComparison.Ordinal)
            && (activity.DisplayName.Length == operation.Length || activity.DisplayName[operation.Length] == ' ');

    public void End(string outcome) => _activity?.SetTag(HitlTelemetry.Outcome, outcome);

    /// <summary>Says that the turn failed. An agent around it may do something about that, and tells of itself.</summary>
    public void Fail(Exception error)
    {
        if (_isOwn && _activity is not null)
        {
            _activity.SetTag(HitlTelemetry.ErrorType, error.GetType().FullName);
            _activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    public void Dispose()
    {
        if (_isOwn)
        {
            _activity?.Dispose();
        }
    }

    private static Activity? Begin(string? provider, string? model)
    {
        if (!HitlTelemetry.Source.HasListeners())
        {
            return null;
        }

        // Samplers see what is there at the beginning.
        var tags = new ActivityTagsCollection { { HitlTelemetry.Operation, InvokeAgent } };
        if (provider is not null)
        {
            tags.Add(Provider, provider);
        }

        if (model is not null)
        {
            tags.Add(Model, model);
        }

        return HitlTelemetry.Source.StartActivity(InvokeAgent, ActivityKind.Internal, parentContext: default, tags);
    }
}
