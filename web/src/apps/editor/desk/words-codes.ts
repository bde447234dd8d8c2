import { say } from '../../../kit/words.ts';

/** What stands against a shape, by the server's codes. */
export const codeWords = say(
  {
    self_intersection: '边界会自相交', ring_self_intersection: '边界会在一点上与自身相接', too_few_points: '至少要有三个不同的界点', hole_outside: '洞在边界之外',
    nested_holes: '洞中套洞', nested_shells: '一部分在另一部分之内', disconnected_interior: '洞把内部隔成几块', overlap: '会与别的园区重叠', gap: '与邻界之间留有空隙', sliver: '与邻界几乎重合却没有接上',
    spike: '尖刺：边界出去又几乎原路返回', outside_district: '超出所在区的边界', area_change: '面积变化较大',
    unknown: '这里没有可改的界点', taken: '名称已被使用', junction: '三条边界在此相接，不能删除', not_across: '这条线没有把园区分成两块', not_neighbours: '两个园区没有共用的边界',
  } as Record<string, string>,
  {
    self_intersection: 'The border would cross itself', ring_self_intersection: 'The border would touch itself at a point', too_few_points: 'At least three distinct vertices are needed', hole_outside: 'The hole lies outside',
    nested_holes: 'A hole lies in another', nested_shells: 'A part lies in another', disconnected_interior: 'The hole cuts the inside into pieces', overlap: 'It would overlap another park', gap: 'A gap is left beside the neighbour', sliver: 'The border nearly meets its neighbour’s and is not joined to it',
    spike: 'A spike: the border goes out and comes back nearly the same way', outside_district: 'It reaches beyond its district', area_change: 'The area changes much',
    unknown: 'There is no vertex to change', taken: 'The name is taken', junction: 'Three borders meet here: the vertex has to stay', not_across: 'The line does not cut the park in two', not_neighbours: 'The parks share no border',
  } as Record<string, string>,
);
