namespace FeatureRollout.Tests.Flags.Files;

/// <summary>A file with every member of the house format.</summary>
internal static class RichSample
{
    public const string Json =
        """
        { "$schema": "https://example.org/flag-file.schema.json",
          "flags": {
            "sentiment_analysis": {
              "enabled": true, "percentage": 12.345,
              "include": ["thompson-engineering", "na\u00efve \"é😀\"", { "segment": "beta" }], "exclude": [],
              "requires": ["conversations"], // on first
              "rules": [{ "when": "vertical == 'e-commerce'", "percentage": 50 }],
              "overrides": { "acme": { "enabled": false, "reason": "asked for it", "until": "2027-01-01" } },
              "variants": { "blue": { "weight": 33.333, "value": { "color": "#00f", "steps": [1, 2.5e3, null] } }, "none": { "weight": 1 } },
              "schedule": { "from": "2026-01-31T08:00+01:00", "until": "2028-01-01T00:00:00.5Z" },
              "salt": "s", "bucketing": "v1", "unit": "customerId", "default": false,
              "fallback": "Return basic metrics only", "message": "Soon.", "owner": "support",
              "expires": "2027-01-01", "permanent": true,
            },
            "conversations": { "enabled": true }
          },
          "segments": { "beta": { "when": "contract == 'custom'", "include": ["x"], "exclude": ["y"], "source": "crm" } },
          "plans": { "phase4": { "rollbackWhen": ["error_rate > 1%"], "stages": [ { "name": "internal", "percentage": 0 }, { "name": "some", "percentage": 10 } ] } },
          "rollouts": { "conversations": { "plan": "phase4" } }
        }
        """;
}
