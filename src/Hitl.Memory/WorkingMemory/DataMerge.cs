using System.Text.Json.Nodes;

namespace Hitl.Memory;

/// <summary>Makes one of old and new data.</summary>
internal static class DataMerge
{
    public static JsonObject Apply(JsonObject? old, JsonObject update, DataUpdate how)
    {
        if (old is null || how == DataUpdate.Replace)
        {
            return update.DeepClone().AsObject();
        }

        var merged = old.DeepClone().AsObject();
        foreach (var (name, value) in update)
        {
            merged[name] = how == DataUpdate.DeepMerge && value is JsonObject inner && merged[name] is JsonObject below
                ? Apply(below, inner, how)
                : value?.DeepClone();
        }

        return merged;
    }
}
