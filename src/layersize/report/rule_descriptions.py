"""What each kind of limit is about, in a sentence."""

from __future__ import annotations

from layersize.model.budget import Rule

RULE_DESCRIPTIONS = {
    Rule.MAX_SIZE: "The image is larger than its budget allows.",
    Rule.MAX_INCREASE: "The image has grown by more than its budget allows.",
    Rule.MAX_SHADOWED: "More bytes than allowed are shipped and not visible.",
    Rule.MIN_EFFICIENCY: "The visible share of the content is smaller than allowed.",
    Rule.MAX_LAYERS: "The image has more layers than allowed.",
    Rule.MAX_LAYER_SIZE: "A layer is larger than allowed.",
    Rule.MAX_ENTRY: "A file is larger than allowed.",
    Rule.FORBID: "A layer ships a path that is forbidden, visible or not.",
}
