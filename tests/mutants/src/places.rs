//! Where in a source the mutants stand: byte ranges of the expressions around them.

use std::collections::BTreeMap;
use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::draw::Place;

/// An expression `left operator right`.
pub struct Binary {
    pub left: Range<usize>,
    pub right: Range<usize>,
}

/// An arm of a `match`.
pub struct Arm {
    pub pattern: Range<usize>,
    pub guard: Option<Range<usize>>,
}

/// A field of a literal with a base.
pub struct Field {
    pub value: Range<usize>,
    pub name: String,
    /// `name` alone for `name: name`.
    pub short: bool,
    pub base: Range<usize>,
}

/// A function with a body.
pub struct Function {
    pub body: Range<usize>,
    /// With what is said before the body.
    pub whole: Range<usize>,
    /// The word `const` before it.
    pub constant: Option<Range<usize>>,
}

/// What of a file can be mutated, by the place that cargo-mutants names.
#[derive(Default)]
pub struct Found {
    /// By their operator.
    pub binary: BTreeMap<Place, Binary>,
    /// By their operator: the whole, and the operand.
    pub unary: BTreeMap<Place, (Range<usize>, Range<usize>)>,
    /// By their first token.
    pub arms: BTreeMap<Place, Arm>,
    /// By the first token of the guard.
    pub guards: BTreeMap<Place, Range<usize>>,
    pub fields: BTreeMap<Place, Field>,
    /// By the first statement.
    pub bodies: BTreeMap<Place, usize>,
    pub functions: Vec<Function>,
}

impl Found {
    pub fn in_source(text: &str) -> syn::Result<Self> {
        let mut found = Self::default();
        found.visit_file(&syn::parse_file(text)?);
        Ok(found)
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let constant = signature.constness.map(|token| token.span().byte_range());
        let body = block.span().byte_range();
        let whole = signature.span().byte_range().start..body.end;
        self.functions.push(Function { body, whole, constant });
        if let Some(first) = block.stmts.first() {
            self.bodies.insert(place(first), self.functions.len() - 1);
        }
    }
}

fn place(of: &impl Spanned) -> Place {
    let start = of.span().start();
    (start.line, start.column + 1)
}

impl<'a> Visit<'a> for Found {
    fn visit_expr_binary(&mut self, node: &'a syn::ExprBinary) {
        let binary = Binary { left: node.left.span().byte_range(), right: node.right.span().byte_range() };
        self.binary.insert(place(&node.op), binary);
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_unary(&mut self, node: &'a syn::ExprUnary) {
        self.unary.insert(place(&node.op), (node.span().byte_range(), node.expr.span().byte_range()));
        visit::visit_expr_unary(self, node);
    }

    fn visit_arm(&mut self, node: &'a syn::Arm) {
        let guard = node.guard.as_ref().map(|(_, guard)| guard.span().byte_range());
        if let (Some((_, of)), Some(range)) = (&node.guard, &guard) {
            self.guards.insert(place(&**of), range.clone());
        }
        self.arms.insert(place(node), Arm { pattern: node.pat.span().byte_range(), guard });
        visit::visit_arm(self, node);
    }

    fn visit_expr_struct(&mut self, node: &'a syn::ExprStruct) {
        if let Some(base) = &node.rest {
            for field in &node.fields {
                if let syn::Member::Named(name) = &field.member {
                    self.fields.insert(
                        place(field),
                        Field {
                            value: field.expr.span().byte_range(),
                            name: name.to_string(),
                            short: field.colon_token.is_none(),
                            base: base.span().byte_range(),
                        },
                    );
                }
            }
        }
        visit::visit_expr_struct(self, node);
    }

    fn visit_item_fn(&mut self, node: &'a syn::ItemFn) {
        self.function(&node.sig, &node.block);
        visit::visit_item_fn(self, node);
    }

    fn visit_impl_item_fn(&mut self, node: &'a syn::ImplItemFn) {
        self.function(&node.sig, &node.block);
        visit::visit_impl_item_fn(self, node);
    }

    fn visit_trait_item_fn(&mut self, node: &'a syn::TraitItemFn) {
        if let Some(block) = &node.default {
            self.function(&node.sig, block);
        }
        visit::visit_trait_item_fn(self, node);
    }
}
