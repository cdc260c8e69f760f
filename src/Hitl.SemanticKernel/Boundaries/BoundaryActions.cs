namespace Hitl.SemanticKernel;

/// <summary>What is done about something that is wrong with a result. They combine: <c>Note, Distrust</c>.</summary>
[Flags]
public enum BoundaryActions
{
    /// <summary>Nothing.</summary>
    Pass = 0,

    /// <summary>The model is told, in a note behind the result that says that it is of oversight and not of the tool.</summary>
    Note = 1,

    /// <summary>The result is marked in the log, so that the calls that follow are trusted less.</summary>
    Distrust = 2,

    /// <summary>A person sees the result before the model does, and decides whether it is told, replaced or withheld.</summary>
    Hold = 4,
}
