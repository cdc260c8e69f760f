namespace Hitl.SemanticKernel;

/// <summary>Who brought an event about.</summary>
public enum ActorKind
{
    /// <summary>The agent: a run of a thread, or the app that invoked a function.</summary>
    Agent,

    /// <summary>A person.</summary>
    Person,

    /// <summary>A deadline that passed.</summary>
    Deadline,

    /// <summary>The app itself, apart from any run.</summary>
    App,
}
